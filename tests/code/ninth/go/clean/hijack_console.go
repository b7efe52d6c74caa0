package console

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Console upgrades /vm/{id}/console to a raw stream, as the old Java applet wants it.
type Console struct {
	Attach func(vm string) (io.ReadWriteCloser, error)
}

func (k *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "no raw stream here", http.StatusInternalServerError)
		return
	}
	tty, err := k.Attach(r.URL.Query().Get("vm"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	nc, rw, err := hj.Hijack()
	if err != nil {
		tty.Close()
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	s := &session{nc: nc, rd: rw.Reader, tty: tty}
	rw.WriteString("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: console\r\n\r\n")
	if rw.Flush() != nil {
		s.end()
		return
	}
	go s.out()
	s.in()
}

type session struct {
	nc   net.Conn
	rd   *bufio.Reader
	tty  io.ReadWriteCloser
	once sync.Once
}

func (s *session) end() {
	s.once.Do(func() {
		s.tty.Close()
		s.nc.Close()
	})
}

// keys from the browser; thirty minutes without any ends it
func (s *session) in() {
	defer s.end()
	buf := make([]byte, 1024)
	for {
		s.nc.SetReadDeadline(time.Now().Add(30 * time.Minute))
		n, err := s.rd.Read(buf)
		if err != nil {
			return
		}
		if _, err := s.tty.Write(buf[:n]); err != nil {
			return
		}
	}
}

func (s *session) out() {
	defer s.end()
	buf := make([]byte, 8192)
	for {
		n, err := s.tty.Read(buf)
		if n > 0 {
			s.nc.SetWriteDeadline(time.Now().Add(20 * time.Second))
			if _, werr := s.nc.Write(buf[:n]); werr != nil {
				err = errors.Join(err, werr)
			}
		}
		if err != nil {
			return
		}
	}
}
