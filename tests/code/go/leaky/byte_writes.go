package main

import "net"

func spell(c *net.TCPConn, s []byte) error {
	for _, b := range s {
		if _, err := c.Write([]byte{b}); err != nil { // expect: small-writes
			return err
		}
	}
	return nil
}
