// A module in a folder.
export fn ping { 'pong' }
export class Wire { meth str { 'wire' } }
