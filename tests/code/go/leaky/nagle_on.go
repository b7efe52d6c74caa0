package main

import "net"

func exchange(c *net.TCPConn, head, body, answer []byte) error {
	c.SetNoDelay(false) // expect: nagle-delayed-ack
	if _, err := c.Write(head); err != nil {
		return err
	}
	if _, err := c.Write(body); err != nil {
		return err
	}
	_, err := c.Read(answer)
	return err
}
