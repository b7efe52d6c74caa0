package main

import (
	"flag"
	"io"
	"log"
	"net"
	"time"
)

var (
	listen = flag.String("l", "127.0.0.1:5999", "")
	target = flag.String("t", "", "host:port of the VNC server")
	slots  = make(chan struct{}, 50)
)

// idleConn pushes the deadline on with every read and write
type idleConn struct {
	*net.TCPConn
	d time.Duration
}

func (c idleConn) Read(p []byte) (int, error) {
	c.SetReadDeadline(time.Now().Add(c.d))
	return c.TCPConn.Read(p)
}

func (c idleConn) Write(p []byte) (int, error) {
	c.SetWriteDeadline(time.Now().Add(30 * time.Second))
	return c.TCPConn.Write(p)
}

func oneWay(dst, src idleConn, done chan<- int64) {
	n, err := io.Copy(struct{ io.Writer }{dst}, struct{ io.Reader }{src})
	if err != nil {
		log.Print(err)
		dst.TCPConn.Close()
		src.TCPConn.Close()
	} else {
		dst.CloseWrite()
	}
	done <- n
}

func proxy(c *net.TCPConn) {
	defer func() { <-slots }()
	defer c.Close()
	up, err := net.DialTimeout("tcp", *target, 5*time.Second)
	if err != nil {
		log.Print(err)
		return
	}
	defer up.Close()
	a := idleConn{c, 2 * time.Hour}
	b := idleConn{up.(*net.TCPConn), 2 * time.Hour}
	done := make(chan int64, 2)
	go oneWay(b, a, done)
	go oneWay(a, b, done)
	log.Printf("%v: %d bytes", c.RemoteAddr(), <-done+<-done)
}

func main() {
	flag.Parse()
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	for {
		slots <- struct{}{}
		c, err := l.Accept()
		if err != nil {
			<-slots
			log.Print(err)
			time.Sleep(time.Second)
			continue
		}
		go proxy(c.(*net.TCPConn))
	}
}
