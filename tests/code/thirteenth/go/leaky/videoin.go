package videoin

import (
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Contribution ingest: outside broadcast vans send 80 Mbit/s transport streams
// over the public internet, we write them to the recorder disks.
type Ingest struct {
	Dir string
	ln  *net.TCPListener
}

func (in *Ingest) Listen(addr string) error {
	la, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return err
	}
	in.ln, err = net.ListenTCP("tcp", la)
	return err
}

func (in *Ingest) Run() error {
	for {
		c, err := in.ln.AcceptTCP()
		if err != nil {
			return err
		}
		// keep the memory of the recorder for the encoder
		if err := c.SetReadBuffer(16 * 1024); err != nil {
			log.Printf("%v: %v", c.RemoteAddr(), err)
		}
		go in.record(c)
	}
}

type idleReader struct{ c *net.TCPConn }

func (r idleReader) Read(p []byte) (int, error) {
	r.c.SetReadDeadline(time.Now().Add(15 * time.Second))
	return r.c.Read(p)
}

func (in *Ingest) record(c *net.TCPConn) {
	defer c.Close()
	name := filepath.Join(in.Dir, time.Now().UTC().Format("20060102-150405.000")+".ts")
	f, err := os.Create(name)
	if err != nil {
		log.Printf("record: %v", err)
		return
	}
	defer f.Close()
	n, err := io.CopyBuffer(f, idleReader{c}, make([]byte, 1<<20))
	log.Printf("%s: %d MB from %v (%v)", name, n>>20, c.RemoteAddr(), err)
}
