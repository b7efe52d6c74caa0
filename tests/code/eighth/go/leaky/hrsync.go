// hrsync copies the staff's phone numbers from the HR export into the directory, every quarter of an hour.
package main

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"

	"github.com/go-ldap/ldap/v3"
)

var (
	url  = flag.String("ldap", "ldap://dir1.corp.example:389", "")
	file = flag.String("csv", "/srv/hr/export.csv", "")
)

type person struct{ uid, phone, room string }

func read(r io.Reader) ([]person, error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = 3
	recs, err := cr.ReadAll()
	if err != nil {
		return nil, err
	}
	var out []person
	for _, rec := range recs {
		out = append(out, person{rec[0], rec[1], rec[2]})
	}
	return out, nil
}

func update(p person) error {
	l, err := ldap.DialURL(*url, ldap.DialWithDialer(&net.Dialer{Timeout: 5 * time.Second}))
	if err != nil {
		return err
	}
	defer l.Close()
	l.SetTimeout(10 * time.Second)
	if err := l.Bind("cn=hrsync,ou=services,dc=corp", os.Getenv("HRSYNC_PW")); err != nil {
		return err
	}
	m := ldap.NewModifyRequest("uid="+ldap.EscapeFilter(p.uid)+",ou=people,dc=corp", nil)
	m.Replace("telephoneNumber", []string{p.phone})
	m.Replace("roomNumber", []string{p.room})
	return l.Modify(m)
}

func main() {
	flag.Parse()
	f, err := os.Open(*file)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	staff, err := read(f)
	if err != nil {
		log.Fatal(err)
	}
	changed, failed := 0, 0
	for _, p := range staff { // about 11000
		err := update(p)
		var le *ldap.Error
		switch {
		case err == nil:
			changed++
		case errors.As(err, &le) && le.ResultCode == ldap.LDAPResultNoSuchObject:
			log.Printf("%s not in the directory yet", p.uid)
		default:
			failed++
			log.Printf("%s: %v", p.uid, err)
		}
	}
	fmt.Println("updated", changed, "failed", failed)
}
