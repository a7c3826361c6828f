// Names of a qualified module can be imported.
use Net::Wire (ping)
say ping()                  // expect: pong
