package main

import (
	"bufio"
	"errors"
	"log"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

const (
	workers  = 2048
	backlog  = 256
	quietFor = 3 * time.Minute
)

var shed uint64

// Trackers connect over GPRS, send "IMEI;lat;lon\n" a few times a minute and
// go away when the truck is parked.
func serveTracker(c net.Conn, out *log.Logger) {
	defer c.Close()
	sc := bufio.NewScanner(c)
	sc.Buffer(make([]byte, 512), 4096)
	for {
		c.SetReadDeadline(time.Now().Add(quietFor))
		if !sc.Scan() {
			if err := sc.Err(); err != nil {
				out.Printf("%s: %v", c.RemoteAddr(), err)
			}
			return
		}
		parts := strings.Split(sc.Text(), ";")
		if len(parts) != 3 {
			out.Printf("%s: junk %q", c.RemoteAddr(), sc.Text())
			continue
		}
		out.Printf("pos imei=%s lat=%s lon=%s", parts[0], parts[1], parts[2])
	}
}

func main() {
	addr := os.Getenv("GPSGATE_ADDR")
	if addr == "" {
		addr = ":7700"
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		log.Fatal(err)
	}
	out := log.New(os.Stdout, "gpsgate ", log.LstdFlags|log.LUTC)

	queue := make(chan net.Conn, backlog)
	for i := 0; i < workers; i++ {
		go func() {
			for c := range queue {
				serveTracker(c, out)
			}
		}()
	}

	for {
		c, err := ln.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			out.Printf("accept: %v", err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		select {
		case queue <- c:
		default:
			n := atomic.AddUint64(&shed, 1)
			if n%100 == 1 {
				out.Printf("all workers taken, shed=%d", n)
			}
		}
	}
}
