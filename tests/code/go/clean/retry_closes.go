package main

import (
	"net"
	"time"
)

func connect(addr string) (net.Conn, error) {
	var last error
	for i := 0; i < 5; i++ {
		c, err := net.DialTimeout("tcp", addr, time.Second)
		if err != nil {
			last = err
			time.Sleep(time.Second)
			continue
		}
		if _, err := c.Write([]byte("HELLO\n")); err != nil {
			c.Close()
			last = err
			continue
		}
		return c, nil
	}
	return nil, last
}
