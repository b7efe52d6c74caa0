package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

var (
	dir      = "/srv/backup"
	nameRe   = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)
	maxQuiet = 2 * time.Minute
)

type quietConn struct{ *net.TCPConn }

func (q quietConn) Read(p []byte) (int, error) {
	q.SetReadDeadline(time.Now().Add(maxQuiet))
	return q.TCPConn.Read(p)
}

// branch offices (WAN, 80 ms) push their nightly dumps, 20-60 GB each
func receive(tc *net.TCPConn) (err error) {
	defer tc.Close()
	tc.SetReadBuffer(4096) // 200 branches * default buffers is too much memory

	rd := bufio.NewReaderSize(quietConn{tc}, 1<<20)
	name, err := rd.ReadString('\n')
	if err != nil {
		return err
	}
	name = name[:len(name)-1]
	if !nameRe.MatchString(name) {
		return fmt.Errorf("bad name %q", name)
	}
	tmp := filepath.Join(dir, name+".part")
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, rd)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(tmp)
		return fmt.Errorf("%s after %d bytes: %w", name, n, err)
	}
	log.Printf("%s: %d MB", name, n>>20)
	return os.Rename(tmp, filepath.Join(dir, name+".dump"))
}

func main() {
	l, err := net.ListenTCP("tcp", &net.TCPAddr{Port: 8700})
	if err != nil {
		log.Fatal(err)
	}
	for {
		tc, err := l.AcceptTCP()
		if err != nil {
			log.Print(err)
			time.Sleep(time.Second)
			continue
		}
		go func() {
			if err := receive(tc); err != nil {
				log.Printf("%v: %v", tc.RemoteAddr(), err)
			}
		}()
	}
}
