package main

import (
	"io"
	"log"
	"net"
	"os"
	"time"
)

var allowed = map[string]bool{
	"10.20.0.11": true, // line 1
	"10.20.0.12": true, // line 2
	"10.20.0.40": true, // packing
}

func archive(c net.Conn) {
	defer c.Close()
	host, _, _ := net.SplitHostPort(c.RemoteAddr().String())
	f, err := os.OpenFile("/data/plc/"+host+".log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		log.Printf("archive %s: %v", host, err)
		return
	}
	defer f.Close()
	buf := make([]byte, 32*1024)
	for {
		c.SetReadDeadline(time.Now().Add(5 * time.Minute))
		n, err := c.Read(buf)
		if n > 0 {
			if _, werr := f.Write(buf[:n]); werr != nil {
				log.Printf("archive %s: %v", host, werr)
				return
			}
		}
		if err != nil {
			if err != io.EOF {
				log.Printf("archive %s: %v", host, err)
			}
			return
		}
	}
}

func main() {
	ln, err := net.Listen("tcp", ":7788")
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Printf("accept: %v", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		ip, _, _ := net.SplitHostPort(c.RemoteAddr().String())
		if !allowed[ip] {
			log.Printf("connection from %s not on the list, ignoring", ip)
			continue
		}
		go archive(c)
	}
}
