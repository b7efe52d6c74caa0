package main

import (
	"bufio"
	"errors"
	"log"
	"net"
	"os"
	"strings"
	"time"
)

// GPS trackers of the rental bikes: "IMEI lat lon speed\n", answered with "1\n"

type fix struct {
	imei string
	raw  string
	at   time.Time
}

func handle(c net.Conn, fixes chan<- fix) {
	r := bufio.NewReaderSize(c, 512)
	for {
		c.SetDeadline(time.Now().Add(4 * time.Minute))
		line, err := r.ReadString('\n')
		if err != nil {
			var ne net.Error
			if errors.As(err, &ne) && ne.Timeout() {
				log.Printf("%s: tracker silent", c.RemoteAddr())
			}
			c.Close()
			return
		}
		parts := strings.Fields(line)
		if len(parts) != 4 {
			log.Printf("%s: bad line %q", c.RemoteAddr(), line)
			c.Close()
			return
		}
		select {
		case fixes <- fix{parts[0], line, time.Now()}:
		case <-time.After(2 * time.Second):
			log.Printf("%s: store is behind, dropping tracker %s", c.RemoteAddr(), parts[0])
			return
		}
		if _, err := c.Write([]byte("1\n")); err != nil {
			c.Close()
			return
		}
	}
}

func main() {
	l, err := net.Listen("tcp", ":5023")
	if err != nil {
		log.Fatal(err)
	}
	out, err := os.OpenFile("fixes.log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		log.Fatal(err)
	}
	fixes := make(chan fix, 1000)
	go func() {
		for f := range fixes {
			if _, err := out.WriteString(f.at.Format(time.RFC3339) + " " + f.raw); err != nil {
				log.Printf("store: %v", err)
			}
		}
	}()
	for {
		c, err := l.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		go handle(c, fixes)
	}
}
