package up

import (
	"encoding/gob"
	"net"
)

func Ship(addr string, in <-chan any) {
	for ev := range in {
		c, err := net.Dial("tcp", addr) // expect: connection-churn
		if err != nil {
			continue
		}
		gob.NewEncoder(c).Encode(ev)
		c.Close()
	}
}
