package graceful

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

const env = "GRACEFUL_NAMES"

// Set holds the listeners of the process by name.
type Set struct {
	named map[string]*net.TCPListener
	order []string
}

// Inherit picks up what the parent left us in descriptors 3 and up.
func Inherit() (*Set, error) {
	s := &Set{named: map[string]*net.TCPListener{}}
	list := os.Getenv(env)
	if list == "" {
		return s, nil
	}
	os.Unsetenv(env)
	for i, name := range strings.Split(list, ",") {
		f := os.NewFile(uintptr(3+i), name)
		ln, err := net.FileListener(f)
		f.Close() // FileListener works on a duplicate
		if err != nil {
			s.Close()
			return nil, fmt.Errorf("inherited %s: %w", name, err)
		}
		tl, ok := ln.(*net.TCPListener)
		if !ok {
			ln.Close()
			s.Close()
			return nil, fmt.Errorf("inherited %s is a %T", name, ln)
		}
		s.add(name, tl)
	}
	return s, nil
}

func (s *Set) add(name string, l *net.TCPListener) {
	s.named[name] = l
	s.order = append(s.order, name)
}

// Listen gives the inherited listener of that name, or a new one.
func (s *Set) Listen(name, addr string) (net.Listener, error) {
	if l := s.named[name]; l != nil {
		return l, nil
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s.add(name, l.(*net.TCPListener))
	return l, nil
}

// Spawn starts a successor with all the listeners and waits for its "ready" byte.
func (s *Set) Spawn(argv []string) (err error) {
	ready, tell, err := os.Pipe()
	if err != nil {
		return err
	}
	defer ready.Close()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	defer func() {
		for _, f := range cmd.ExtraFiles {
			f.Close()
		}
	}()
	for _, name := range s.order {
		f, err := s.named[name].File()
		if err != nil {
			tell.Close()
			return err
		}
		cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	}
	cmd.ExtraFiles = append(cmd.ExtraFiles, tell)
	cmd.Env = append(os.Environ(), env+"="+strings.Join(s.order, ","), "READY_FD="+strconv.Itoa(3+len(s.order)))
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait()
	tell.Close() // so that its death shows as end of file
	ready.SetReadDeadline(time.Now().Add(30 * time.Second))
	if _, err := ready.Read(make([]byte, 1)); err != nil {
		cmd.Process.Kill()
		return fmt.Errorf("successor: %w", err)
	}
	return nil
}

func (s *Set) Close() {
	for _, l := range s.named {
		l.Close()
	}
}
