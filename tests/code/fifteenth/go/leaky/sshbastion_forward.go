package bastion

import (
	"io"
	"log"
	"net"
	"time"
)

type Forwarder struct {
	Target string
	Audit  func(peer, target string) (io.WriteCloser, error)
}

// Forward pipes one client to the target host and writes an audit copy.
// It owns client.
func (f *Forwarder) Forward(client *net.TCPConn) {
	defer client.Close()

	up, err := net.DialTimeout("tcp", f.Target, 5*time.Second)
	if err != nil {
		log.Printf("forward: %v", err)
		return
	}
	upstream := up.(*net.TCPConn)

	audit, err := f.Audit(client.RemoteAddr().String(), f.Target)
	if err != nil {
		log.Printf("forward: no audit trail, refusing: %v", err)
		return
	}
	defer audit.Close()
	defer upstream.Close()

	for _, c := range []*net.TCPConn{client, upstream} {
		c.SetKeepAlive(true)
		c.SetKeepAlivePeriod(30 * time.Second)
	}

	done := make(chan struct{}, 2)
	go func() {
		io.Copy(upstream, io.TeeReader(client, audit))
		upstream.CloseWrite()
		done <- struct{}{}
	}()
	go func() {
		io.Copy(client, upstream)
		client.CloseWrite()
		done <- struct{}{}
	}()
	<-done
	<-done
}
