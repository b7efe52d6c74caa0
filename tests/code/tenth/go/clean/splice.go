package main

import (
	"errors"
	"flag"
	"io"
	"log"
	"net"
	"time"
)

var (
	listen = flag.String("listen", "127.0.0.1:3307", "where the legacy app connects")
	target = flag.String("target", "db-primary.internal:3306", "")
	idle   = flag.Duration("idle", time.Hour, "")
)

type deadlineConn struct {
	*net.TCPConn
}

func (d deadlineConn) Read(p []byte) (int, error) {
	if err := d.SetReadDeadline(time.Now().Add(*idle)); err != nil {
		return 0, err
	}
	return d.TCPConn.Read(p)
}

func (d deadlineConn) Write(p []byte) (int, error) {
	if err := d.SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
		return 0, err
	}
	return d.TCPConn.Write(p)
}

func oneWay(dst, src deadlineConn, res chan<- error) {
	_, err := io.Copy(dst, src)
	if err == nil {
		// src has finished: tell the other end, it may still have something to say
		err = dst.CloseWrite()
	}
	res <- err
}

func session(left *net.TCPConn) error {
	defer left.Close()
	nc, err := net.DialTimeout("tcp", *target, 4*time.Second)
	if err != nil {
		return err
	}
	right := nc.(*net.TCPConn)
	defer right.Close()

	res := make(chan error, 2)
	l, r := deadlineConn{left}, deadlineConn{right}
	go oneWay(r, l, res)
	go oneWay(l, r, res)
	if err = <-res; err != nil {
		left.Close()
		right.Close()
		<-res
		return err
	}
	return <-res
}

func main() {
	flag.Parse()
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	slots := make(chan struct{}, 500)
	for {
		slots <- struct{}{}
		c, err := ln.Accept()
		if err != nil {
			<-slots
			if errors.Is(err, net.ErrClosed) {
				return
			}
			log.Print(err)
			time.Sleep(time.Second / 10)
			continue
		}
		go func() {
			defer func() { <-slots }()
			if err := session(c.(*net.TCPConn)); err != nil {
				log.Printf("session: %v", err)
			}
		}()
	}
}
