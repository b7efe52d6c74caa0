package main

import (
	"errors"
	"net"
	"time"
)

// fetch asks the quote server for one line.
func fetch(addr string, q []byte) ([]byte, error) {
	conn, err := net.DialTimeout("tcp", addr, 2*time.Second)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Write(q); err != nil {
		return nil, err // expect: close-wait-leak
	}
	buf := make([]byte, 512)
	n, err := conn.Read(buf)
	if err != nil {
		conn.Close()
		return nil, err
	}
	if n == 0 {
		conn.Close()
		return nil, errors.New("empty")
	}
	conn.Close()
	return buf[:n], nil
}
