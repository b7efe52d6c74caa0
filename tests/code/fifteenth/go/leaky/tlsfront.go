package main

import (
	"crypto/tls"
	"flag"
	"io"
	"log"
	"net"
	"time"
)

var (
	certFile = flag.String("cert", "server.pem", "certificate")
	keyFile  = flag.String("key", "server.key", "key")
	listen   = flag.String("listen", ":6514", "syslog over tls")
)

type sink interface{ io.Writer }

func collect(raw net.Conn, cfg *tls.Config, out sink) {
	tc := tls.Server(raw, cfg)
	raw.SetDeadline(time.Now().Add(8 * time.Second))
	if err := tc.Handshake(); err != nil {
		log.Printf("handshake %s: %v", raw.RemoteAddr(), err)
		return
	}
	defer tc.Close()

	buf := make([]byte, 32*1024)
	for {
		raw.SetDeadline(time.Now().Add(15 * time.Minute))
		n, err := tc.Read(buf)
		if n > 0 {
			if _, werr := out.Write(buf[:n]); werr != nil {
				log.Printf("sink: %v", werr)
				return
			}
		}
		if err != nil {
			if err != io.EOF {
				log.Printf("read %s: %v", raw.RemoteAddr(), err)
			}
			return
		}
	}
}

func main() {
	flag.Parse()
	pair, err := tls.LoadX509KeyPair(*certFile, *keyFile)
	if err != nil {
		log.Fatal(err)
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
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
		go collect(c, cfg, log.Writer())
	}
}
