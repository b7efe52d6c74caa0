package gate

import (
	"errors"
	"io"
	"log"
	"net"
	"time"
)

// Gate forwards remote desktop sessions to the pool of virtual desktops.
type Gate struct {
	Pick func(client net.Addr) (string, error)
	Idle time.Duration
}

type idleConn struct {
	*net.TCPConn
	d time.Duration
}

func (i idleConn) Read(p []byte) (int, error) {
	if err := i.SetReadDeadline(time.Now().Add(i.d)); err != nil {
		return 0, err
	}
	return i.TCPConn.Read(p)
}

func (i idleConn) Write(p []byte) (int, error) {
	if err := i.SetWriteDeadline(time.Now().Add(i.d)); err != nil {
		return 0, err
	}
	return i.TCPConn.Write(p)
}

func oneWay(dst, src idleConn, res chan<- error) {
	_, err := io.Copy(struct{ io.Writer }{dst}, struct{ io.Reader }{src})
	if err == nil {
		err = dst.CloseWrite() // pass the end on, the other direction may go on
	}
	res <- err
}

func (g *Gate) Forward(client *net.TCPConn) {
	defer client.Close()

	target, err := g.Pick(client.RemoteAddr())
	if err != nil {
		log.Printf("gate: nobody for %v: %v", client.RemoteAddr(), err)
		return
	}
	d, err := net.DialTimeout("tcp", target, 4*time.Second)
	if err != nil {
		log.Printf("gate: %s: %v", target, err)
		return
	}
	desk := d.(*net.TCPConn)
	defer desk.Close()

	a, b := idleConn{client, g.Idle}, idleConn{desk, g.Idle}
	res := make(chan error, 2)
	go oneWay(a, b, res)
	go oneWay(b, a, res)
	for i := 0; i < 2; i++ {
		if err := <-res; err != nil && !errors.Is(err, net.ErrClosed) {
			log.Printf("gate: %s: %v", target, err)
			return // the deferred closes end the other direction as well
		}
	}
}
