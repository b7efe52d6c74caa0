package main

import (
	"flag"
	"io"
	"log"
	"net"
	"sync/atomic"
	"time"
)

var active int64

// relay for the X-ray viewers on the old network
func relay(in net.Conn, target string) {
	out, err := net.DialTimeout("tcp", target, 5*time.Second)
	if err != nil {
		log.Printf("target: %v", err)
		in.Close()
		return
	}
	atomic.AddInt64(&active, 1)
	done := make(chan int64, 2)
	go func() {
		n, _ := io.Copy(out, in)
		out.(*net.TCPConn).CloseWrite()
		done <- n
	}()
	go func() {
		n, _ := io.Copy(in, out)
		in.(*net.TCPConn).CloseWrite()
		done <- n
	}()
	a := <-done
	b := <-done
	log.Printf("%s finished, %d bytes, %d more sessions", in.RemoteAddr(), a+b, atomic.AddInt64(&active, -1))
}

func main() {
	listen := flag.String("listen", ":11112", "")
	target := flag.String("target", "pacs.internal:104", "")
	flag.Parse()
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(time.Second)
			continue
		}
		go relay(c, *target)
	}
}
