// What a module exports: functions, constants, variables, classes and roles.
use Geo (VERSION, LIMIT, area, scale, Square, Shape)
say VERSION, ' ', LIMIT, ' ', area(1, 2), ' ', scale(1), ' ', Square, ' ', Shape    // expect: 1.2 100 2 10 Square Shape
