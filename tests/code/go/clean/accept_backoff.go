package main

import (
	"errors"
	"log"
	"net"
	"time"
)

func serve(l net.Listener, handle func(net.Conn)) {
	delay := 5 * time.Millisecond
	for {
		c, err := l.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			log.Printf("accept: %v", err)
			time.Sleep(delay)
			delay *= 2
			continue
		}
		delay = 5 * time.Millisecond
		go handle(c)
	}
}
