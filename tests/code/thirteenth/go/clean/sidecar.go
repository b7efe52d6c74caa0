package main

import (
	"errors"
	"flag"
	"io"
	"log"
	"net"
	"sync"
	"time"
)

// sidecar: forwards the legacy ERP port into the mesh

type idle struct {
	net.Conn
	max time.Duration
}

func (i idle) Read(b []byte) (int, error) {
	i.Conn.SetReadDeadline(time.Now().Add(i.max))
	return i.Conn.Read(b)
}

func (i idle) Write(b []byte) (int, error) {
	i.Conn.SetWriteDeadline(time.Now().Add(i.max))
	return i.Conn.Write(b)
}

func forward(a net.Conn, target string, max time.Duration) {
	defer a.Close()
	b, err := net.DialTimeout("tcp", target, 5*time.Second)
	if err != nil {
		log.Printf("%v: %v", a.RemoteAddr(), err)
		return
	}
	defer b.Close()

	var wg sync.WaitGroup
	copyHalf := func(dst, src net.Conn) {
		defer wg.Done()
		_, err := io.Copy(idle{dst, max}, idle{src, max})
		if err != nil {
			// broken one way: no use going on the other way
			dst.Close()
			src.Close()
			return
		}
		dst.(*net.TCPConn).CloseWrite()
	}
	wg.Add(2)
	go copyHalf(a, b)
	go copyHalf(b, a)
	wg.Wait()
}

func main() {
	l := flag.String("l", "127.0.0.1:3299", "listen")
	t := flag.String("t", "", "target")
	max := flag.Duration("idle", 20*time.Minute, "cut after")
	flag.Parse()
	ln, err := net.Listen("tcp", *l)
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			log.Print(err)
			time.Sleep(200 * time.Millisecond)
			continue
		}
		go forward(c, *t, *max)
	}
}
