package main

import (
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Digital tachograph uploads: u32 length, DDD file, we answer "OK" or "ER".
var dir = flag.String("dir", "/srv/tacho", "where the DDD files go")

func receive(c *net.TCPConn) error {
	var hdr [4]byte
	for {
		c.SetDeadline(time.Now().Add(2 * time.Minute))
		if _, err := io.ReadFull(c, hdr[:]); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		n := binary.BigEndian.Uint32(hdr[:])
		if n > 4<<20 {
			return fmt.Errorf("file of %d bytes announced", n)
		}
		ddd := make([]byte, n)
		if _, err := io.ReadFull(c, ddd); err != nil {
			return err
		}
		answer := "OK"
		name := filepath.Join(*dir, fmt.Sprintf("%d.ddd", time.Now().UnixNano()))
		if err := os.WriteFile(name, ddd, 0o640); err != nil {
			log.Print(err)
			answer = "ER"
		}
		if _, err := io.WriteString(c, answer); err != nil {
			return err
		}
	}
}

func main() {
	flag.Parse()
	l, err := net.ListenTCP("tcp", &net.TCPAddr{Port: 5511})
	if err != nil {
		log.Fatal(err)
	}
	slots := make(chan struct{}, 200)
	for {
		slots <- struct{}{}
		c, err := l.AcceptTCP()
		if err != nil {
			<-slots
			log.Print(err)
			time.Sleep(300 * time.Millisecond)
			continue
		}
		go func() {
			defer func() { c.Close(); <-slots }()
			if err := receive(c); err != nil {
				log.Printf("%s: %v", c.RemoteAddr(), err)
			}
		}()
	}
}
