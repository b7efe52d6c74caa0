package console

import (
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// VMs maps a machine id to the address of its serial console.
type VMs interface {
	ConsoleAddr(id string) (string, bool)
}

func Handler(vms VMs) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		addr, ok := vms.ConsoleAddr(r.PathValue("id"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		hj, ok := w.(http.Hijacker)
		if !ok {
			http.Error(w, "no upgrade", http.StatusInternalServerError)
			return
		}
		client, brw, err := hj.Hijack()
		if err != nil {
			log.Print("hijack: ", err)
			return
		}
		client.SetDeadline(time.Now().Add(8 * time.Hour))

		vm, err := net.DialTimeout("tcp", addr, 3*time.Second)
		if err != nil {
			io.WriteString(client, "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n")
			log.Printf("console %s: %v", addr, err)
			return
		}
		defer vm.Close()
		defer client.Close()
		vm.SetDeadline(time.Now().Add(8 * time.Hour))
		if _, err := io.WriteString(client, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: console\r\n\r\n"); err != nil {
			return
		}

		done := make(chan struct{}, 2)
		go func() { io.Copy(vm, brw); done <- struct{}{} }()
		go func() { io.Copy(client, vm); done <- struct{}{} }()
		<-done
	})
}
