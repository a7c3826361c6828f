// A module that exports a class of its own name.
export class Tower { field h :ro = 3;  meth str { "tower {h}" } }
export fn other { 'other' }
