// What follows the <<~END on its line goes on as usual.
say <<~END.trim.uc
  shout
  END
// expect: SHOUT
