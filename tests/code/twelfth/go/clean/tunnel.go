package main

import (
	"flag"
	"io"
	"log"
	"net"
	"sync"
	"time"
)

var (
	listen = flag.String("listen", "127.0.0.1:9100", "")
	target = flag.String("target", "printer-hall3:9100", "")
)

// one direction; the half close is passed on so that raw print jobs end properly
func pipe(dst, src *net.TCPConn, wg *sync.WaitGroup) {
	defer wg.Done()
	n, err := io.Copy(dst, src)
	if err != nil {
		log.Printf("%s -> %s: %v after %d bytes", src.RemoteAddr(), dst.RemoteAddr(), err, n)
		// this pair is no good any more, wake the other direction as well
		src.Close()
		dst.Close()
		return
	}
	dst.CloseWrite()
}

func forward(in *net.TCPConn) {
	defer in.Close()
	d := net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}
	up, err := d.Dial("tcp", *target)
	if err != nil {
		log.Printf("dial: %v", err)
		return
	}
	defer up.Close()

	in.SetKeepAlive(true)
	in.SetKeepAlivePeriod(30 * time.Second)

	var wg sync.WaitGroup
	wg.Add(2)
	go pipe(up.(*net.TCPConn), in, &wg)
	go pipe(in, up.(*net.TCPConn), &wg)
	wg.Wait()
}

func main() {
	flag.Parse()
	la, err := net.ResolveTCPAddr("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	l, err := net.ListenTCP("tcp", la)
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := l.AcceptTCP()
		if err != nil {
			log.Printf("accept: %v", err)
			time.Sleep(250 * time.Millisecond)
			continue
		}
		go forward(c)
	}
}
