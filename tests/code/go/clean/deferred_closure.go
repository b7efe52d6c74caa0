package main

import (
	"io"
	"log"
	"net"
	"time"
)

func copyOut(addr string, w io.Writer) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	defer func() {
		if err := conn.Close(); err != nil {
			log.Println(err)
		}
	}()
	conn.SetReadDeadline(time.Now().Add(time.Minute))
	_, err = io.Copy(w, conn)
	return err
}
