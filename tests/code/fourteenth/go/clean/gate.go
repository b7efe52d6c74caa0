package main

import (
	"bufio"
	"errors"
	"log"
	"net"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
	"time"
)

var trusted = []netip.Prefix{
	netip.MustParsePrefix("10.8.0.0/16"),
	netip.MustParsePrefix("fd00:8::/32"),
}

func isTrusted(a net.Addr) bool {
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return false
	}
	for _, p := range trusted {
		if p.Contains(ap.Addr().Unmap()) {
			return true
		}
	}
	return false
}

func serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewScanner(c)
	for {
		c.SetDeadline(time.Now().Add(90 * time.Second))
		if !in.Scan() {
			break
		}
		if _, err := c.Write(append(in.Bytes(), '\n')); err != nil {
			log.Printf("%v: %v", c.RemoteAddr(), err)
			return
		}
	}
	if err := in.Err(); err != nil {
		log.Printf("%v: %v", c.RemoteAddr(), err)
	}
}

func main() {
	ln, err := net.Listen("tcp", os.Getenv("GATE_LISTEN"))
	if err != nil {
		log.Fatal(err)
	}
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, syscall.SIGTERM, os.Interrupt)
	go func() { <-sig; ln.Close() }()

	for {
		c, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			log.Print(err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		if !isTrusted(c.RemoteAddr()) {
			log.Printf("%v is not trusted", c.RemoteAddr())
			c.Close()
			continue
		}
		go serve(c)
	}
}
