package main

import (
	"fmt"
	"time"
)

func main() {
	t := time.Date(2009, time.November, 10, 23, 4, 5, 678900000, time.UTC)
	for _, l := range []string{time.ANSIC, time.UnixDate, time.RubyDate, time.RFC822, time.RFC850, time.RFC1123Z, time.RFC3339, time.RFC3339Nano, time.Kitchen, time.StampMicro, "2006-01-02 15:04:05.000", "Monday, January 2 06", "002"} {
		s := t.Format(l)
		p, err := time.Parse(l, s)
		fmt.Println(s, p, err)
	}
	fmt.Println(t, t.Year(), t.Month(), t.Day(), t.Weekday(), t.YearDay(), t.Unix(), t.UnixNano(), t.Nanosecond())
	fmt.Println(t.Add(36*time.Hour), t.AddDate(0, 1, 25), t.Truncate(time.Hour), t.Round(time.Minute), t.Sub(t.Add(-time.Minute)))
	fmt.Println(time.Duration(0), 1500*time.Millisecond, 90*time.Minute, 2*time.Microsecond, time.Duration(7), -time.Second, time.Duration(1<<63-1))
	fmt.Println((1537 * time.Millisecond).Round(time.Second), (1537 * time.Millisecond).Truncate(100*time.Millisecond), (90 * time.Minute).Hours(), time.Second.Milliseconds())
	for _, s := range []string{"1h15m30.918s", "-1.5h", "3", "1x", "", ".5s", "1us"} {
		fmt.Println(time.ParseDuration(s))
	}
	_, err := time.Parse("2006-01-02", "2009-13-01")
	fmt.Println(err)
	_, err = time.Parse("2006-01-02", "2009-02-30")
	fmt.Println(err)
	_, err = time.Parse("2006-01-02", "2009-02-30x")
	fmt.Println(err)
	_, err = time.Parse(time.RFC3339, "yesterday")
	fmt.Println(err)
	z := time.FixedZone("CET", 3600)
	fmt.Println(t.In(z), t.In(z).Format(time.RFC3339), t.Equal(t.In(z)), t.Before(t.Add(1)), time.Unix(0, 0).UTC(), time.Time{}, time.Time{}.IsZero())
	y, w := t.ISOWeek()
	fmt.Println(y, w, time.March, time.Saturday, time.Month(13))
	fmt.Printf("%v %d %T %+v\n", time.Second, time.Second, time.Second, struct{ D time.Duration }{time.Minute})
	start := time.Now()
	time.Sleep(10 * time.Millisecond)
	d := time.Since(start)
	fmt.Println(d >= 10*time.Millisecond, d < 5*time.Second)
	select {
	case <-time.After(5 * time.Millisecond):
		fmt.Println("after")
	}
	tk := time.NewTicker(time.Millisecond)
	for i := 0; i < 3; i++ {
		<-tk.C
	}
	tk.Stop()
	done := make(chan bool)
	time.AfterFunc(time.Millisecond, func() { close(done) })
	<-done
	tm := time.NewTimer(time.Hour)
	fmt.Println(tm.Stop(), tm.Stop())
}
