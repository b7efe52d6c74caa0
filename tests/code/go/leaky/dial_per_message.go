package main

import (
	"net"
	"time"
)

func publish(addr string, msgs [][]byte) error {
	for _, m := range msgs {
		conn, err := net.DialTimeout("tcp", addr, time.Second) // expect: connection-churn
		if err != nil {
			return err
		}
		if _, err := conn.Write(m); err != nil {
			conn.Close()
			return err
		}
		conn.Close()
	}
	return nil
}
