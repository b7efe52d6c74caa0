package main

import (
	"errors"
	"log"
	"net"
)

func serve(l net.Listener, handle func(net.Conn)) {
	for {
		c, err := l.Accept()
		if err != nil { // expect: accept-queue-overflow
			if errors.Is(err, net.ErrClosed) {
				return
			}
			log.Printf("accept: %v", err)
			continue
		}
		go handle(c)
	}
}
