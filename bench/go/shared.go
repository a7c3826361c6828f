package main

import (
	"sync"
	"time"
)

// Adds one to a variable under a mutex N times: "alone" by one goroutine, "both" by two at once.
func mutex(args []string) {
	mode, n := args[0], num(args[1])
	var lock sync.Mutex
	x := 0
	add := func(k int) {
		for i := 0; i < k; i++ {
			lock.Lock()
			x = x + 1
			lock.Unlock()
		}
	}
	t0 := time.Now()
	if mode == "alone" {
		add(n)
	} else {
		var wait sync.WaitGroup
		for _, k := range []int{n / 2, n - n/2} {
			wait.Add(1)
			go func(k int) {
				defer wait.Done()
				add(k)
			}(k)
		}
		wait.Wait()
	}
	report("mutex_"+mode, time.Since(t0), n, x == n)
}

// One goroutine sends the numbers 1 to N into a channel with room for B, another adds them up.
func channel(args []string) {
	room, n := num(args[0]), num(args[1])
	t0 := time.Now()
	ch := make(chan int, room)
	go func() {
		for i := 1; i <= n; i++ {
			ch <- i
		}
		close(ch)
	}()
	sum := 0
	for v := range ch {
		sum += v
	}
	report("channel_"+args[0], time.Since(t0), n, sum == n*(n+1)/2)
}
