package main

import (
	"encoding/binary"
	"flag"
	"io"
	"log"
	"net"
	"time"
)

// Audio snippets (raw PCM in, opus out). The heavy part runs in `workers` goroutines.

const maxClip = 4 << 20

var jobs chan net.Conn

func encodeOpus(pcm []byte) []byte { return pcm[:len(pcm)/10] }

func handle(c net.Conn) {
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return
	}
	var n uint32
	if err := binary.Read(c, binary.BigEndian, &n); err != nil || n > maxClip {
		log.Printf("%v: bad header (%d, %v)", c.RemoteAddr(), n, err)
		return
	}
	pcm := make([]byte, n)
	if _, err := io.ReadFull(c, pcm); err != nil {
		log.Printf("%v: short clip: %v", c.RemoteAddr(), err)
		return
	}
	out := encodeOpus(pcm)
	msg := binary.BigEndian.AppendUint32(nil, uint32(len(out)))
	if _, err := c.Write(append(msg, out...)); err != nil {
		log.Printf("%v: reply: %v", c.RemoteAddr(), err)
	}
}

func main() {
	addr := flag.String("listen", ":5600", "")
	workers := flag.Int("workers", 4, "")
	flag.Parse()

	jobs = make(chan net.Conn, 100)
	for i := 0; i < *workers; i++ {
		go func() {
			for c := range jobs {
				handle(c)
			}
		}()
	}

	l, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatalln(err)
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Println("accept:", err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		select {
		case jobs <- conn:
		default:
			log.Println("queue full, dropping", conn.RemoteAddr())
		}
	}
}
