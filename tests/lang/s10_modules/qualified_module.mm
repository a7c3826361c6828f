// use Net::Wire loads Net/Wire.mm; Net::Wire is the class in it (R17).
use Net::Wire
say Net::Wire::ping()       // expect: pong
say Net::Wire.new           // expect: wire
