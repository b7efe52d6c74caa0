package main

import (
	"errors"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// pgfront forwards to the current primary. Half-closes are passed on.

type halfCloser interface {
	net.Conn
	CloseWrite() error
}

func oneWay(dst, src halfCloser, wg *sync.WaitGroup) {
	defer wg.Done()
	if _, err := io.Copy(dst, src); err != nil && !errors.Is(err, net.ErrClosed) {
		// a broken direction makes the other one pointless
		src.Close()
		dst.Close()
		return
	}
	dst.CloseWrite()
}

func session(in *net.TCPConn, primary string) {
	d := net.Dialer{Timeout: 4 * time.Second, KeepAlive: 30 * time.Second}
	out, err := d.Dial("tcp", primary)
	if err != nil {
		log.Printf("primary %s: %v", primary, err)
		in.Close()
		return
	}
	var wg sync.WaitGroup
	wg.Add(2)
	go oneWay(out.(*net.TCPConn), in, &wg)
	go oneWay(in, out.(*net.TCPConn), &wg)
	wg.Wait()
	out.Close()
	in.Close()
}

func main() {
	ln, err := net.Listen("tcp", ":6432")
	if err != nil {
		log.Fatal(err)
	}
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, syscall.SIGTERM, os.Interrupt)
	go func() {
		<-sig
		ln.Close()
	}()

	var all sync.WaitGroup
	for {
		c, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			break
		}
		if err != nil {
			log.Print(err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		tc := c.(*net.TCPConn)
		tc.SetKeepAlive(true)
		tc.SetKeepAlivePeriod(30 * time.Second)
		all.Add(1)
		go func() {
			defer all.Done()
			session(tc, os.Getenv("PG_PRIMARY"))
		}()
	}
	all.Wait()
}
