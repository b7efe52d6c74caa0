package main

import (
	"flag"
	"io"
	"log"
	"net"
	"time"
)

// rdpfwd: puts the engineering workstations behind the jump host.

var (
	listen = flag.String("listen", ":3390", "")
	target = flag.String("target", "ws17.plant.local:3389", "")
)

type idleConn struct {
	net.Conn
	d time.Duration
}

func (i idleConn) Read(p []byte) (int, error) {
	i.SetReadDeadline(time.Now().Add(i.d))
	return i.Conn.Read(p)
}

func forward(client net.Conn) {
	defer client.Close()
	start := time.Now()

	ws, err := net.DialTimeout("tcp", *target, 5*time.Second)
	if err != nil {
		log.Printf("%s: workstation: %v", client.RemoteAddr(), err)
		return
	}

	c := idleConn{client, 30 * time.Minute}
	w := idleConn{ws, 30 * time.Minute}

	var up, down int64
	done := make(chan struct{}, 2)
	go func() {
		up, _ = io.Copy(w, c)
		done <- struct{}{}
	}()
	go func() {
		down, _ = io.Copy(c, w)
		done <- struct{}{}
	}()
	<-done

	log.Printf("%s: %d up, %d down in %s", client.RemoteAddr(), up, down, time.Since(start))
}

func main() {
	flag.Parse()
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatalln(err)
	}
	var wait time.Duration
	for {
		c, err := ln.Accept()
		if err != nil {
			wait = min(wait*2+5*time.Millisecond, time.Second)
			log.Println(err, "next try in", wait)
			time.Sleep(wait)
			continue
		}
		wait = 0
		go forward(c)
	}
}
