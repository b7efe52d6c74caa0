package main

import "net"

func hangUp(c *net.TCPConn, bye []byte) {
	c.Write(bye)
	c.SetLinger(0) // expect: reset-with-unread-data
	c.Close()
}
