/* A block comment may hold
   several lines */
say /* in the middle */ 1 // expect: 1
say 2 /* at the end */
// expect: 2
/**/ say 3 // expect: 3
