package main

import (
	"bufio"
	"log"
	"net"
	"os"
	"strings"
	"time"
)

// receipt server: a till asks "R <number>\n" and gets the PDF, then we hang up.

func load(no string) ([]byte, error) {
	if strings.ContainsAny(no, "/\\.") {
		return nil, os.ErrNotExist
	}
	return os.ReadFile("/srv/receipts/" + no + ".pdf")
}

func serveTill(c *net.TCPConn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(30 * time.Second))
	// no TIME_WAIT please, tills reconnect a lot
	c.SetLinger(0)

	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		log.Printf("till %s: %v", c.RemoteAddr(), err)
		return
	}
	f := strings.Fields(line)
	if len(f) != 2 || f[0] != "R" {
		c.Write([]byte("ERR\n"))
		return
	}
	pdf, err := load(f[1])
	if err != nil {
		log.Printf("till %s: receipt %s: %v", c.RemoteAddr(), f[1], err)
		c.Write([]byte("NONE\n"))
		return
	}
	if _, err := c.Write(pdf); err != nil {
		log.Printf("till %s: %v", c.RemoteAddr(), err)
	}
}

func main() {
	ln, err := net.ListenTCP("tcp", &net.TCPAddr{Port: 4010})
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := ln.AcceptTCP()
		if err != nil {
			log.Print(err)
			time.Sleep(200 * time.Millisecond)
			continue
		}
		go serveTill(c)
	}
}
