use CycSelf
