package main

import (
	"log"
	"net"
)

func finish(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		if err := t.SetLinger(0); err != nil { // expect: reset-with-unread-data
			log.Print(err)
		}
	}
	c.Close()
}
