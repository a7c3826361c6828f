// The block is left only when all that was spawned in it has ended.
our log = []
concurrent { spawn { sleep 0.05; log.push('slow') }; spawn { log.push('fast') } }
log.push('after')
say log                          // expect: ['fast', 'slow', 'after']
