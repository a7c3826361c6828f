// tasklocal copies at the start of tasks and Works too (R52).
tasklocal let who = 'main'
who = 'set'
concurrent { let a = spawn { who } }
say a                              // expect: set
say Work.does({ who }).result      // expect: set
