package main

import (
	"bufio"
	"flag"
	"log"
	"net"
	"sync/atomic"
	"time"
)

type job struct {
	conn net.Conn
	at   time.Time
}

var dropped uint64

func printer(jobs <-chan job) {
	for j := range jobs {
		func() {
			defer j.conn.Close()
			j.conn.SetDeadline(time.Now().Add(30 * time.Second))
			sc := bufio.NewScanner(j.conn)
			for sc.Scan() {
				if sc.Text() == "END" {
					break
				}
				printLine(sc.Text())
			}
			if err := sc.Err(); err != nil {
				log.Printf("receipt from %v: %v", j.conn.RemoteAddr(), err)
				return
			}
			j.conn.Write([]byte("PRINTED\n"))
		}()
	}
}

func printLine(s string) { log.Println("|", s) }

func main() {
	addr := flag.String("listen", ":9100", "where the tills connect")
	n := flag.Int("printers", 4, "")
	flag.Parse()

	jobs := make(chan job, 64)
	for i := 0; i < *n; i++ {
		go printer(jobs)
	}

	ln, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatalln(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Println("accept:", err)
			time.Sleep(250 * time.Millisecond)
			continue
		}
		select {
		case jobs <- job{conn, time.Now()}:
		default:
			log.Printf("printers busy, %d receipts dropped", atomic.AddUint64(&dropped, 1))
		}
	}
}
