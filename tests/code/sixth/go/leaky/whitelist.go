package main

import (
	"bufio"
	"log"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

type allow struct {
	mu   sync.RWMutex
	nets []*net.IPNet
}

func (a *allow) load(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var fresh []*net.IPNet
	for _, l := range strings.Fields(string(b)) {
		if _, n, err := net.ParseCIDR(l); err == nil {
			fresh = append(fresh, n)
		}
	}
	a.mu.Lock()
	a.nets = fresh
	a.mu.Unlock()
	return nil
}

func (a *allow) ok(ip net.IP) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	for _, n := range a.nets {
		if n.Contains(ip) {
			return true
		}
	}
	return false
}

func serve(c net.Conn, a *allow) {
	ip := c.RemoteAddr().(*net.TCPAddr).IP
	if !a.ok(ip) {
		log.Printf("%s is not on the list", ip)
		return
	}
	defer c.Close()
	sc := bufio.NewScanner(c)
	for {
		c.SetDeadline(time.Now().Add(2 * time.Minute))
		if !sc.Scan() {
			return
		}
		if _, err := c.Write([]byte(strings.ToUpper(sc.Text()) + "\n")); err != nil {
			return
		}
	}
}

func main() {
	a := &allow{}
	if err := a.load("/etc/gate/allow"); err != nil {
		log.Fatal(err)
	}
	l, err := net.Listen("tcp", ":8022")
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := l.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		go serve(c, a)
	}
}
