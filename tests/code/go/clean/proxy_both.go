package main

import (
	"io"
	"net"
	"sync"
	"time"
)

func proxy(client net.Conn, upstream string) error {
	defer client.Close()
	server, err := net.DialTimeout("tcp", upstream, time.Second)
	if err != nil {
		return err
	}
	defer server.Close()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		io.Copy(server, client)
		server.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(client, server)
	wg.Wait()
	return nil
}
