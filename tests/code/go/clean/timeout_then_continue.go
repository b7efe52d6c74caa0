package main

import (
	"net"
	"time"
)

func loop(c net.Conn, out chan<- []byte) {
	defer c.Close()
	buf := make([]byte, 2048)
	for {
		c.SetReadDeadline(time.Now().Add(time.Second))
		n, err := c.Read(buf)
		if err != nil {
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				continue
			}
			return
		}
		out <- append([]byte(nil), buf[:n]...)
	}
}
