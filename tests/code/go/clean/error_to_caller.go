package main

import (
	"io"
	"net"
)

func readFrame(c net.Conn) ([]byte, error) {
	h := make([]byte, 2)
	if _, err := io.ReadFull(c, h); err != nil {
		return nil, err
	}
	b := make([]byte, int(h[0])<<8|int(h[1]))
	_, err := io.ReadFull(c, b)
	return b, err
}

func session(c net.Conn) {
	defer c.Close()
	for {
		f, err := readFrame(c)
		if err != nil {
			return
		}
		c.Write(f)
	}
}
