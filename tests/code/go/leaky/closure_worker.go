package main

import (
	"net"
	"time"
)

func run(ln net.Listener, reply []byte) {
	for {
		c, err := ln.Accept()
		if err != nil {
			time.Sleep(10 * time.Millisecond)
			continue
		}
		go func() {
			buf := make([]byte, 64)
			if _, err := c.Read(buf); err != nil {
				return // expect: close-wait-leak
			}
			c.Write(reply)
			c.Close()
		}()
	}
}
