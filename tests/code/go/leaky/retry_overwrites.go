package main

import (
	"net"
	"time"
)

func connect(addr string) net.Conn {
	var conn net.Conn
	for i := 0; i < 5; i++ {
		c, err := net.DialTimeout("tcp", addr, time.Second)
		if err != nil {
			continue
		}
		if !hello(c) {
			time.Sleep(time.Second)
			continue // expect: close-wait-leak
		}
		conn = c
		break
	}
	return conn
}

func hello(c net.Conn) bool {
	if _, err := c.Write([]byte("HELO\r\n")); err != nil {
		return false
	}
	b := make([]byte, 4)
	_, err := c.Read(b)
	return err == nil
}
