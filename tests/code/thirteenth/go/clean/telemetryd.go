package main

import (
	"bufio"
	"crypto/tls"
	"log"
	"net"
	"os"
	"strings"
	"time"
)

// telemetryd: wind turbines call in with TLS client certificates. Handshake and
// the lookup of the park run in the turbine's own goroutine.

type turbine struct {
	park string
	c    *tls.Conn
}

func (t *turbine) run(save func(park, line string) error) error {
	sc := bufio.NewScanner(t.c)
	for {
		if err := t.c.SetReadDeadline(time.Now().Add(4 * time.Minute)); err != nil {
			return err
		}
		if !sc.Scan() {
			return sc.Err()
		}
		if err := save(t.park, sc.Text()); err != nil {
			return err
		}
	}
}

func welcome(raw net.Conn, cfg *tls.Config, save func(park, line string) error) {
	c := tls.Server(raw, cfg)
	defer c.Close()
	c.SetDeadline(time.Now().Add(15 * time.Second))
	if err := c.Handshake(); err != nil {
		log.Printf("%v: handshake: %v", raw.RemoteAddr(), err)
		return
	}
	c.SetDeadline(time.Time{})
	cn := c.ConnectionState().PeerCertificates[0].Subject.CommonName
	park, _, ok := strings.Cut(cn, "/")
	if !ok {
		log.Printf("%v: odd common name %q", raw.RemoteAddr(), cn)
		return
	}
	t := &turbine{park: park, c: c}
	if err := t.run(save); err != nil {
		log.Printf("%s: %v", cn, err)
	}
}

func main() {
	cfg, err := loadTLS(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	ln, err := net.Listen("tcp", ":9443")
	if err != nil {
		log.Fatal(err)
	}
	for {
		raw, err := ln.Accept()
		if err != nil {
			log.Printf("accept: %v", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		go welcome(raw, cfg, saveLine)
	}
}
