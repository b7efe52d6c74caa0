// dbtunnel lets the reporting tool reach the warehouse through the jump host.
package main

import (
	"io"
	"log"
	"net"
	"os"
	"sync"
	"time"
)

func tunnel(client net.Conn, target string) {
	defer client.Close()

	up, err := net.DialTimeout("tcp", target, 5*time.Second)
	if err != nil {
		log.Printf("warehouse: %v", err)
		return
	}
	defer up.Close()

	var wg sync.WaitGroup
	var in, out int64
	wg.Add(2)
	go func() {
		defer wg.Done()
		in, _ = io.Copy(up, client)
	}()
	go func() {
		defer wg.Done()
		out, _ = io.Copy(client, up)
	}()
	wg.Wait()
	log.Printf("%s done: %d up, %d down", client.RemoteAddr(), in, out)
}

func main() {
	if len(os.Args) != 3 {
		log.Fatalf("usage: %s listen target", os.Args[0])
	}
	ln, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("tunnel %s -> %s", os.Args[1], os.Args[2])
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Printf("accept: %v", err)
			time.Sleep(200 * time.Millisecond)
			continue
		}
		go tunnel(c, os.Args[2])
	}
}
